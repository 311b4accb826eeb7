// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Header, hashHeader} from "./BatchHeader.sol";
import {ClaimLine} from "./ClaimLine.sol";
import {OwnerRequests} from "./OwnerRequests.sol";
import {Request} from "./RequestQueue.sol";
import {End} from "./VenueEnd.sol";
import {DenseTree} from "./libraries/DenseTree.sol";
import {Leaves} from "./libraries/Leaves.sol";
import {Systems} from "./libraries/Systems.sol";

/// @notice What the vault asks of the settlement contract.
interface IFinality {
    function headerHash(uint64 number) external view returns (bytes32);
    function isFinal(uint64 number) external view returns (bool);
    function operator() external view returns (address);
    function capPeriod() external view returns (uint32);
    function end() external view returns (End memory);
}

/// @notice Holds the collateral of every account and the operator's bond, in one token. It has no owner, no
/// administrator and no upgrade: money leaves it by a claim that a final batch proves, and after the venue's
/// end by the refund of what came in with a request that no batch consumed, and by the escape of what stands
/// in accounts.
contract Vault is OwnerRequests, ClaimLine {
    using SafeERC20 for IERC20Metadata;
    using BitMaps for BitMaps.BitMap;

    /// @notice Smallest deposit, in micro-USDC.
    uint64 public constant DEPOSIT_MIN = 5_000_000;

    /// @notice Longest payload of a change, in bytes: more than its longest form takes.
    uint256 public constant PARAMETER_MAX = 1_024;

    /// @notice Most that a deposit may leave in the vault, in micro-USDC. The venue's ledger takes 10^12 USDC
    /// in all: the tenth that is left is room for the prices of requests, so no deposit keeps an exit out.
    uint64 public constant HELD_MAX = 900_000_000_000_000_000;

    /// @notice The one token that this vault handles; six decimals.
    IERC20Metadata public immutable token;

    /// @notice The contract that says which batches are final.
    IFinality public immutable settlement;

    /// @notice The one contract that may pay what stands in accounts, once the venue has ended.
    address public immutable escape;

    /// @notice The operator's bond, in micro-USDC. It pays no ordinary claim: the bounties of an escape, and
    /// what `refillInsurance` takes.
    uint64 public bondHeld;

    /// @notice Micro-USDC that went back by refunds, over all time.
    uint128 public refundedTotal;

    BitMaps.BitMap private _paid;
    BitMaps.BitMap private _refunded;

    event Bonded(address indexed payer, uint64 amount, uint64 held);
    event InsuranceRefilled(uint64 indexed request, uint64 amount, uint64 held);
    event Claimed(uint64 indexed index, address indexed owner, uint64 amount);
    event Refunded(uint64 indexed request, address indexed payer, uint64 amount);

    error TokenNeedsSixDecimals(uint8 given);
    error SettlementMissing();
    error EscapeMissing();
    error NotEscape(address sender);
    error AccountMissing();
    error NotOperator(address sender);
    error ParameterTooLong(uint256 given, uint256 most);
    error DepositTooSmall(uint64 given, uint64 least);
    error DepositTooLarge(uint256 held, uint64 most);
    error TokenDeliveredOther(uint256 received, uint64 asked);
    error BatchNotFinal(uint64 number);
    error HeaderNotOfBatch(uint64 number);
    error AlreadyPaid(uint64 index);
    error WithdrawalNotProved(uint64 index);
    error VenueNotEnded();
    error VenueHasEnded();
    error BondShort(uint64 held, uint64 asked);
    error NothingPaidIn(uint64 request);
    error RequestConsumed(uint64 request, uint64 cursor);
    error AlreadyRefunded(uint64 request);
    error RequestNotInQueue(uint64 index);

    /// @param token_ the collateral
    /// @param settlement_ the settlement contract; its address is computed, as it is deployed next
    /// @param escape_ likewise, deployed after that
    constructor(IERC20Metadata token_, IFinality settlement_, address escape_) {
        uint8 decimals = token_.decimals();
        if (decimals != 6) revert TokenNeedsSixDecimals(decimals);
        if (address(settlement_) == address(0)) revert SettlementMissing();
        if (escape_ == address(0)) revert EscapeMissing();
        token = token_;
        settlement = settlement_;
        escape = escape_;
    }

    /// @notice Pays `amount` micro-USDC in for any account. The payer needs to have approved the vault.
    /// @return index place of the deposit in the request queue
    function deposit(address account, uint64 amount) external nonReentrant returns (uint64 index) {
        if (account == address(0)) revert AccountMissing();
        if (amount < DEPOSIT_MIN) revert DepositTooSmall(amount, DEPOSIT_MIN);
        uint256 held = _take(amount) + amount;
        if (held > HELD_MAX) revert DepositTooLarge(held, HELD_MAX);
        index = _enterPaid(REQUEST_DEPOSIT, account, msg.sender, amount, "");
    }

    /// @notice Enters a change of the venue's parameters, by its operator. What it says is for the venue's
    /// rules to judge: they refuse what is malformed, and delay what does not only tighten.
    /// @param payload kind and value as spec/batch.md lays them out
    /// @return index place of the change in the request queue
    function changeParameter(bytes calldata payload) external returns (uint64 index) {
        if (msg.sender != settlement.operator()) revert NotOperator(msg.sender);
        if (payload.length > PARAMETER_MAX) revert ParameterTooLong(payload.length, PARAMETER_MAX);
        index = _enter(REQUEST_PARAMETER, msg.sender, msg.sender, payload);
    }

    /// @notice Adds to the operator's bond. Anyone may pay it; there is no way out of it but into the venue's
    /// insurance fund.
    function bond(uint64 amount) external nonReentrant {
        _take(amount);
        uint64 held = bondHeld + amount;
        bondHeld = held;
        emit Bonded(msg.sender, amount, held);
    }

    /// @notice Pays the venue's insurance fund out of the operator's bond, by the operator: a deposit like
    /// any other, which the venue credits when it consumes it. Until the bond is whole nothing is posted.
    /// @dev The vault stands as the sender, so what no batch consumes is the bond's again and never the
    /// operator's: a venue that is let die gives nobody a way out of the bond.
    /// @return index place of the deposit in the request queue
    function refillInsurance(uint64 amount) external nonReentrant returns (uint64 index) {
        if (msg.sender != settlement.operator()) revert NotOperator(msg.sender);
        if (settlement.end().isSettled) revert VenueHasEnded();
        if (amount < DEPOSIT_MIN) revert DepositTooSmall(amount, DEPOSIT_MIN);
        if (amount > bondHeld) revert BondShort(bondHeld, amount);
        uint64 held = bondHeld - amount;
        bondHeld = held;
        index = _enterPaid(REQUEST_DEPOSIT, Systems.INSURANCE, address(this), amount, "");
        emit InsuranceRefilled(index, amount, held);
    }

    /// @notice Pays one withdrawal to its owner, or gives it its place in the line when more is asked for
    /// than passes now: then it is paid when it is shown again in its time. Anyone may call it, since the
    /// money can go nowhere else.
    /// @dev The index is the nullifier over all batches, so one that stands in two of them pays once.
    /// @param header of the batch that holds the withdrawal
    /// @param path bit i is 1 when the running hash is the right child at level i
    /// @param siblings from the leaf up
    /// @return paid whether it was, or else waits until `claimableFrom`
    function claim(
        Header calldata header,
        uint64 index,
        address owner,
        uint64 amount,
        uint64 path,
        bytes32[] calldata siblings
    ) external nonReentrant returns (bool paid) {
        if (_paid.get(index)) revert AlreadyPaid(index);
        if (!settlement.isFinal(header.number)) revert BatchNotFinal(header.number);
        bytes32 posted = settlement.headerHash(header.number);
        if (posted != hashHeader(header)) revert HeaderNotOfBatch(header.number);
        bytes32 leaf = Leaves.withdrawal(index, owner, amount);
        bool proved = DenseTree.verify(header.withdrawalsRoot, leaf, path, siblings);
        if (!proved) revert WithdrawalNotProved(index);
        if (!_reach(index, owner, amount)) return false;
        _paid.set(index);
        paid = true;
        emit Claimed(index, owner, amount);
        _pay(owner, amount);
    }

    /// @notice Gives what came in with a request that no batch consumed back to its sender, when the venue
    /// has ended and every batch that stands is final. Anyone may call it, since the money can go nowhere
    /// else.
    function refund(Request calldata request) external nonReentrant {
        uint64 index = request.index;
        End memory end = settlement.end();
        if (!end.isSettled) revert VenueNotEnded();
        if (index < end.queueCursor) revert RequestConsumed(index, end.queueCursor);
        if (request.requestType == REQUEST_PARAMETER) revert NothingPaidIn(index);
        if (_refunded.get(index)) revert AlreadyRefunded(index);
        if (!isEntered(request)) revert RequestNotInQueue(index);
        uint64 amount = uint64(bytes8(request.payload));
        _refunded.set(index);
        refundedTotal += amount;
        emit Refunded(index, request.sender, amount);
        if (request.sender != address(this)) return _pay(request.sender, amount);
        _checkHeld(amount);
        bondHeld += amount;
    }

    /// @notice Pays what the escape owes, and nobody else may ask.
    /// @param fromBond out of the operator's bond, and else out of everything but it
    function payEscape(address to, uint256 amount, bool fromBond) external nonReentrant {
        if (msg.sender != escape) revert NotEscape(msg.sender);
        if (fromBond) bondHeld -= uint64(amount);
        _pay(to, amount);
    }

    /// @notice Whether the withdrawal of this index has been paid.
    function isPaid(uint64 index) external view returns (bool) {
        return _paid.get(index);
    }

    /// @notice Whether what came in with the request of this index was given back.
    function isRefunded(uint64 index) external view returns (bool) {
        return _refunded.get(index);
    }

    /// @inheritdoc ClaimLine
    function _held() internal view override returns (uint256) {
        return token.balanceOf(address(this)) - bondHeld;
    }

    /// @inheritdoc ClaimLine
    function _period() internal view override returns (uint256) {
        return settlement.capPeriod();
    }

    /// @dev Never out of the bond.
    function _pay(address owner, uint256 amount) private {
        _checkHeld(amount);
        token.safeTransfer(owner, amount);
    }

    function _checkHeld(uint256 amount) private view {
        uint256 available = _held();
        if (amount > available) revert VaultShort(available, amount);
    }

    /// @inheritdoc OwnerRequests
    function _consumed() internal view override returns (uint64) {
        return settlement.end().queueCursor;
    }

    /// @dev A token that delivers less than it was asked for would leave a hole that the last claimant finds.
    /// @return before what the vault held
    function _take(uint64 amount) internal override returns (uint256 before) {
        before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert TokenDeliveredOther(received, amount);
    }
}
