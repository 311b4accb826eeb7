// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {MockUSDC} from "../../src/MockUSDC.sol";
import {Escape} from "../../src/Escape.sol";
import {Settlement} from "../../src/Settlement.sol";
import {Terms} from "../../src/SettlementTerms.sol";
import {Vault} from "../../src/Vault.sol";
import {Leaves} from "../../src/libraries/Leaves.sol";
import {DenseModel} from "./DenseModel.sol";
import {Test} from "./Test.sol";

/// @notice A withdrawal as it stands in a batch.
struct Withdrawal {
    uint64 index;
    address owner;
    uint64 amount;
}

/// @notice A deployed venue with its bond paid and genesis not yet posted, and the ways to drive it.
abstract contract VenueTest is Test {
    address internal constant OPERATOR = address(0x09E7A708);
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    uint64 internal constant BOND = 1_000_000_000;
    uint64 internal constant DEPOSIT = 250_000_000;
    uint32 internal constant WINDOW = 5;
    bytes32 internal constant RULES = keccak256("rules");
    bytes32 internal constant GENESIS_ROOT = keccak256("genesis root");
    bytes internal constant GENESIS = "genesis";
    bytes internal constant DATA = "data of a batch";

    MockUSDC internal token;
    Vault internal vault;
    Settlement internal settlement;
    Escape internal escape;

    /// @dev Where gas is measured: the optimised artefacts that are deployed (`npm run build`).
    bool internal usesArtefacts;

    function setUp() public virtual {
        vm.warp(1_700_000_000);
        token = new MockUSDC();
        vault = _deployVault(_created(1), _created(2));
        settlement = _deploySettlement(_terms());
        escape = _deployEscape();
        _bond(BOND);
    }

    /// @dev The same venue with other watchers, from now on.
    function _redeploy(address[] memory watchers, uint8 needed) internal {
        vault = _deployVault(_created(1), _created(2));
        settlement = new Settlement(_terms(), watchers, needed);
        escape = _deployEscape();
        _bond(BOND);
    }

    /// @dev What is deployed here after so many others.
    function _created(uint64 later) internal view returns (address) {
        return vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + later);
    }

    function _deployVault(address settlementAt, address escapeAt) internal returns (Vault) {
        bytes memory arguments = abi.encode(token, settlementAt, escapeAt);
        return Vault(_create("Vault", type(Vault).creationCode, arguments));
    }

    function _deployEscape() internal returns (Escape) {
        return Escape(_create("Escape", type(Escape).creationCode, abi.encode(settlement)));
    }

    function _deploySettlement(Terms memory terms) internal returns (Settlement) {
        bytes memory arguments = abi.encode(terms, _watchers(), uint8(2));
        return Settlement(_create("Settlement", type(Settlement).creationCode, arguments));
    }

    /// @param name of a contract in a file of the same name
    /// @param code as forge compiled it for the tests
    function _create(string memory name, bytes memory code, bytes memory arguments)
        internal
        returns (address created)
    {
        string memory file = string.concat("out/", name, ".sol/", name, ".json");
        code = bytes.concat(usesArtefacts ? vm.getCode(file) : code, arguments);
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
            if iszero(created) {
                returndatacopy(code, 0, returndatasize())
                revert(code, returndatasize())
            }
        }
    }

    function _terms() internal view returns (Terms memory) {
        return Terms({
            operator: OPERATOR,
            vault: address(vault),
            genesisHash: keccak256(GENESIS),
            genesisRoot: GENESIS_ROOT,
            rulesHash: RULES,
            minimumBond: BOND,
            finalityWindow: WINDOW,
            forcedDeadline: 60,
            silence: 60,
            claimPhase: 60,
            capPeriod: 6,
            operatorDelay: 60
        });
    }

    /// @dev Keys whose addresses ascend.
    function _watcherKeys() internal pure returns (uint256[3] memory keys) {
        keys = [uint256(0xA), 0xB, 0xC];
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 j = 0; j < 2 - i; ++j) {
                bool ascends = vm.addr(keys[j]) < vm.addr(keys[j + 1]);
                if (!ascends) (keys[j], keys[j + 1]) = (keys[j + 1], keys[j]);
            }
        }
    }

    function _watchers() internal pure returns (address[] memory watchers) {
        watchers = new address[](3);
        for (uint256 i = 0; i < 3; ++i) watchers[i] = vm.addr(_watcherKeys()[i]);
    }

    function _give(address payer, uint256 amount) internal {
        token.mint(payer, amount);
        vm.prank(payer);
        token.approve(address(vault), amount);
    }

    function _bond(uint64 amount) internal {
        _give(OPERATOR, amount);
        vm.prank(OPERATOR);
        vault.bond(amount);
    }

    function _deposit(address payer, address account, uint64 amount) internal returns (uint64) {
        _give(payer, amount);
        vm.prank(payer);
        return vault.deposit(account, amount);
    }

    function _dataHash(bytes memory chunk) internal pure returns (bytes32) {
        return _fold(keccak256(abi.encode(uint256(1))), chunk);
    }

    function _fold(bytes32 soFar, bytes memory chunk) internal pure returns (bytes32) {
        return keccak256(bytes.concat(soFar, keccak256(chunk)));
    }

    function _genesisHeader() internal view returns (Header memory header) {
        header.newRoot = GENESIS_ROOT;
        header.dataHash = _dataHash(GENESIS);
        header.time = uint64(block.timestamp) * 1000;
        header.rulesHash = RULES;
    }

    /// @dev A batch of ten entries that consumes the whole queue, right in every field.
    function _next() internal view returns (Header memory header) {
        Settlement.Head memory head = settlement.latest();
        header.number = head.batchCount;
        header.prevRoot = settlement.lastRoot();
        header.newRoot = keccak256(abi.encode("root", header.number));
        header.firstSeq = head.lastSeq + 1;
        header.lastSeq = head.lastSeq + 10;
        header.inputsRoot = keccak256(abi.encode("inputs", header.number));
        header.dataHash = _dataHash(DATA);
        header.queueCursor = vault.requestCount();
        header.queueHash = vault.prefixAt(header.queueCursor);
        header.time = uint64(block.timestamp) * 1000;
        header.seqCeiling = head.seqCeiling + 1000;
        header.rulesHash = RULES;
    }

    function _post(Header memory header, bytes memory chunk) internal {
        vm.prank(OPERATOR, OPERATOR);
        settlement.post(header, 1, chunk);
    }

    function _postGenesis() internal {
        _post(_genesisHeader(), GENESIS);
    }

    /// @dev Posts a batch with these withdrawals and waits until it is final.
    function _settle(Withdrawal[] memory withdrawals) internal returns (Header memory header) {
        header = _settleButWait(withdrawals);
        vm.warp(block.timestamp + WINDOW);
    }

    /// @dev Posts a batch with these withdrawals, which is not final yet.
    function _settleButWait(Withdrawal[] memory withdrawals) internal returns (Header memory header) {
        header = _next();
        header.withdrawalsRoot = DenseModel.root(_leaves(withdrawals));
        _post(header, DATA);
    }

    function _settleOne(Withdrawal memory withdrawal) internal returns (Header memory) {
        Withdrawal[] memory withdrawals = new Withdrawal[](1);
        withdrawals[0] = withdrawal;
        return _settle(withdrawals);
    }

    function _leaves(Withdrawal[] memory withdrawals) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](withdrawals.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            Withdrawal memory w = withdrawals[i];
            leaves[i] = Leaves.withdrawal(w.index, w.owner, w.amount);
        }
    }

    /// @dev Claims the only withdrawal of a batch.
    function _claimOne(Header memory header, Withdrawal memory w) internal {
        vault.claim(header, w.index, w.owner, w.amount, 0, new bytes32[](0));
    }
}
