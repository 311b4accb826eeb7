// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Header, hashHeader} from "./BatchHeader.sol";
import {BondTerms, IBondedVault, IPostedBatches} from "./BondTerms.sol";
import {DenseTree} from "./libraries/DenseTree.sol";
import {OffingEip712} from "./libraries/OffingEip712.sol";
import {Receipt, Receipts} from "./libraries/Receipts.sol";

/// @notice The sequencer's bond, and the three ways in which a broken receipt takes it: two leaves for one
/// sequence number, a posted leaf that differs, an entry not posted by its deadline. It has no administrator;
/// the operator may add keys, which only adds to what counts as a promise, and take the bond out after a
/// delay that outlasts every promise made before.
contract ReceiptBond is ReentrancyGuardTransient {
    using Receipts for Receipt;
    using SafeERC20 for IERC20;

    /// @notice Of a slashed bond so much goes to who showed the proof, in percent. The rest goes to the
    /// vault: a sequencer that reports itself loses nearly all.
    uint64 public constant REPORTER_PERCENT = 10;

    IPostedBatches public immutable settlement;
    address public immutable vault;
    IERC20 public immutable token;

    /// @notice The bond is this, in micro-USDC, or more, or zero.
    uint64 public immutable minimum;

    /// @notice What opening a challenge costs until it is won, in micro-USDC: it pays for an honest answer.
    uint64 public immutable challengeBond;

    /// @notice The sequencer promises deadlines at most so many blocks ahead.
    uint32 public immutable deadlineBlocks;

    /// @notice An open challenge may be answered for so many blocks.
    uint32 public immutable answerBlocks;

    /// @notice From the announcement of a withdrawal to the withdrawal.
    uint32 public immutable withdrawalBlocks;

    /// @notice An open or answered challenge. Four slots.
    /// @param deadline of the receipt
    /// @param answerBy the last block in which it may be answered; zero when it is not open
    /// @param answeredBy number of the batch that answered it
    /// @param answeredHash that batch's header; zero when there was no answer
    struct Challenge {
        address challenger;
        uint64 deadline;
        uint64 answerBy;
        uint64 answeredBy;
        bytes32 leaf;
        bytes32 answeredHash;
    }

    /// @notice The bond now, in micro-USDC.
    uint64 public bondHeld;

    /// @notice Challenges that are neither answered nor concluded.
    uint64 public openChallenges;

    /// @notice The first block of an announced withdrawal; zero when none is announced.
    uint64 public withdrawableFrom;

    /// @notice Keys whose receipts count, for ever: when a receipt was signed cannot be told.
    mapping(address key => bool) public isSequencer;

    /// @notice The key of new receipts.
    address public sequencer;

    /// @notice Sequence numbers for which the bond was taken: each takes it once.
    mapping(uint64 seq => bool) public isSlashed;

    /// @notice What each may collect, in micro-USDC.
    mapping(address person => uint256) public credit;

    mapping(uint64 seq => Challenge) private _challenges;

    event KeyAdded(address indexed key);
    event Bonded(address indexed payer, uint64 amount, uint64 held);
    event WithdrawalAnnounced(uint64 withdrawableFrom);
    event Withdrawn(uint64 amount);
    event Slashed(uint64 indexed seq, address indexed reporter, uint64 toReporter, uint64 toVault);
    event Challenged(uint64 indexed seq, address indexed challenger, uint64 answerBy, bytes32 leaf);
    event Answered(uint64 indexed seq, uint64 indexed batch);
    event Concluded(uint64 indexed seq);
    event Collected(address indexed person, uint256 amount);

    error NotOperator(address sender);
    error KeyMissing();
    error DelayTooShort(uint32 withdrawal, uint64 promises);
    error BondTooSmall(uint64 held, uint64 least);
    error TokenDeliveredOther(uint256 received, uint64 asked);
    error NothingBonded();
    error NotAnnounced();
    error TooEarly(uint64 from);
    error TooLate(uint64 until);
    error ChallengesOpen(uint64 count);
    error NotSignedBySequencer(address signer);
    error NotInMicroBatch(uint64 seq);
    error DifferentSeqs(uint64 one, uint64 other);
    error SameLeaf(bytes32 leaf);
    error AlreadySlashed(uint64 seq);
    error BatchNotPosted(uint64 number);
    error SeqNotInBatch(uint64 seq, uint64 number);
    error LeafNotInBatch(uint64 seq, uint64 number);
    error DeadlineNotPassed(uint64 deadline);
    error ChallengeIsOpen(uint64 seq);
    error AlreadyAnswered(uint64 seq, uint64 batch);
    error NoOpenChallenge(uint64 seq);
    error PostedTooLate(uint64 postedIn, uint64 deadline);
    error NothingToCollect(address person);

    modifier onlyOperator() {
        if (msg.sender != operator()) revert NotOperator(msg.sender);
        _;
    }

    constructor(BondTerms memory terms) {
        // Whoever holds a receipt from before an announcement has its deadline, and then the answer, inside.
        uint64 promises = uint64(terms.deadlineBlocks) + terms.answerBlocks;
        if (terms.withdrawalBlocks <= promises) revert DelayTooShort(terms.withdrawalBlocks, promises);
        settlement = terms.settlement;
        vault = terms.settlement.vault();
        token = IBondedVault(terms.settlement.vault()).token();
        minimum = terms.minimum;
        challengeBond = terms.challengeBond;
        deadlineBlocks = terms.deadlineBlocks;
        answerBlocks = terms.answerBlocks;
        withdrawalBlocks = terms.withdrawalBlocks;
        _addKey(terms.sequencer);
    }

    /// @notice Receipts of this key count too from now on, and new ones are to be signed with it.
    function addKey(address key) external onlyOperator {
        _addKey(key);
    }

    /// @notice Adds to the bond; anyone may. What is announced for withdrawal stays announced.
    function bond(uint64 amount) external nonReentrant {
        _take(amount);
        uint64 held = bondHeld + amount;
        if (held < minimum) revert BondTooSmall(held, minimum);
        bondHeld = held;
        emit Bonded(msg.sender, amount, held);
    }

    /// @notice From `withdrawableFrom` on, for `answerBlocks`, the bond may be taken out; then the
    /// announcement is over, so none can be kept in store.
    function announceWithdrawal() external onlyOperator {
        if (bondHeld == 0) revert NothingBonded();
        withdrawableFrom = uint64(block.number) + withdrawalBlocks;
        emit WithdrawalAnnounced(withdrawableFrom);
    }

    /// @notice Takes the whole bond out, when no challenge is open.
    function withdraw() external onlyOperator nonReentrant {
        uint64 from = withdrawableFrom;
        if (from == 0) revert NotAnnounced();
        if (block.number < from) revert TooEarly(from);
        if (block.number > from + answerBlocks) revert TooLate(from + answerBlocks);
        if (openChallenges != 0) revert ChallengesOpen(openChallenges);
        uint64 amount = bondHeld;
        if (amount == 0) revert NothingBonded();
        (bondHeld, withdrawableFrom) = (0, 0);
        emit Withdrawn(amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice Takes the bond for two different leaves at one sequence number, whatever epoch or key.
    function slashTwoLeaves(Receipt calldata one, Receipt calldata other) external nonReentrant {
        if (one.seq != other.seq) revert DifferentSeqs(one.seq, other.seq);
        _check(one);
        _check(other);
        if (one.leaf() == other.leaf()) revert SameLeaf(one.leaf());
        _mustSlash(one.seq);
    }

    /// @notice Takes the bond for a posted batch that carries another leaf at the receipt's place.
    /// @param postedLeaf what stands there
    /// @param siblings of that leaf in the batch, from the leaf up
    function slashPosted(
        Receipt calldata receipt,
        Header calldata header,
        bytes32 postedLeaf,
        bytes32[] calldata siblings
    ) external nonReentrant {
        _check(receipt);
        _checkPosted(header);
        _checkInBatch(header, receipt.seq, postedLeaf, siblings);
        if (postedLeaf == receipt.leaf()) revert SameLeaf(postedLeaf);
        _mustSlash(receipt.seq);
    }

    /// @notice Says that an entry was not posted by its deadline. Costs `challengeBond` unless that is so.
    function challenge(Receipt calldata receipt) external nonReentrant {
        uint64 seq = receipt.seq;
        _check(receipt);
        uint64 deadline = receipt.batch.deadline;
        if (block.number <= deadline) revert DeadlineNotPassed(deadline);
        if (isSlashed[seq]) revert AlreadySlashed(seq);
        Challenge storage last = _challenges[seq];
        if (last.answerBy != 0) revert ChallengeIsOpen(seq);
        if (_isAnswered(last, deadline)) revert AlreadyAnswered(seq, last.answeredBy);
        uint64 answerBy = uint64(block.number) + answerBlocks;
        _challenges[seq] = Challenge(msg.sender, deadline, answerBy, 0, receipt.leaf(), 0);
        ++openChallenges;
        emit Challenged(seq, msg.sender, answerBy, receipt.leaf());
        _take(challengeBond);
    }

    /// @notice Shows that the entry stands in a batch that was complete by the deadline. Anyone may.
    /// @param siblings of the leaf in the batch, from the leaf up
    function answer(uint64 seq, Header calldata header, bytes32[] calldata siblings) external {
        Challenge storage open = _mustBeOpen(seq);
        if (block.number > open.answerBy) revert TooLate(open.answerBy);
        bytes32 headerHash = _checkPosted(header);
        _checkInBatch(header, seq, open.leaf, siblings);
        uint64 postedIn = settlement.completedBlock(header.number);
        if (postedIn > open.deadline) revert PostedTooLate(postedIn, open.deadline);
        (open.answerBy, open.answeredBy, open.answeredHash) = (0, header.number, headerHash);
        --openChallenges;
        credit[operator()] += challengeBond;
        emit Answered(seq, header.number);
    }

    /// @notice Ends a challenge that nobody answered in time: the challenger has won. Anyone may call it.
    function conclude(uint64 seq) external nonReentrant {
        Challenge storage open = _mustBeOpen(seq);
        if (block.number <= open.answerBy) revert TooEarly(open.answerBy + 1);
        address challenger = open.challenger;
        open.answerBy = 0;
        --openChallenges;
        credit[challenger] += challengeBond;
        emit Concluded(seq);
        // Another proof may have taken the bond meanwhile: the challenger has the own money back still.
        if (!isSlashed[seq] && bondHeld != 0) _slash(seq, challenger);
    }

    /// @notice Pays out what a person was credited.
    function collect(address person) external nonReentrant {
        uint256 amount = credit[person];
        if (amount == 0) revert NothingToCollect(person);
        credit[person] = 0;
        emit Collected(person, amount);
        token.safeTransfer(person, amount);
    }

    /// @notice The venue's operator of now.
    function operator() public view returns (address) {
        return settlement.operator();
    }

    /// @notice The challenge of a sequence number; all zero when there was none.
    function challengeOf(uint64 seq) external view returns (Challenge memory) {
        return _challenges[seq];
    }

    /// @dev An answer counts as long as its batch stands, and for receipts whose deadline it met.
    function _isAnswered(Challenge storage last, uint64 deadline) private view returns (bool) {
        if (last.answeredHash == 0) return false;
        uint64 batch = last.answeredBy;
        return settlement.headerHash(batch) == last.answeredHash
            && settlement.completedBlock(batch) <= deadline;
    }

    function _mustBeOpen(uint64 seq) private view returns (Challenge storage open) {
        open = _challenges[seq];
        if (open.answerBy == 0) revert NoOpenChallenge(seq);
    }

    /// @dev The domain is made anew each time: on a fork of the chain with its own id no receipt counts.
    function _check(Receipt calldata receipt) private view {
        address signer = receipt.signer(OffingEip712.domainSeparator(block.chainid, vault));
        if (signer == address(0) || !isSequencer[signer]) revert NotSignedBySequencer(signer);
        if (!receipt.isInBatch()) revert NotInMicroBatch(receipt.seq);
    }

    /// @dev A batch that was cancelled, or fell to a reorg, does not stand under its number any more.
    function _checkPosted(Header calldata header) private view returns (bytes32 headerHash) {
        headerHash = hashHeader(header);
        bool stands = settlement.headerHash(header.number) == headerHash;
        if (!stands || settlement.completedBlock(header.number) == 0) revert BatchNotPosted(header.number);
    }

    function _checkInBatch(Header calldata header, uint64 seq, bytes32 leaf, bytes32[] calldata siblings)
        private
        pure
    {
        // Batch 0 holds no entries; its numbers are zero, and so is no sequence number.
        if (seq < header.firstSeq || seq > header.lastSeq || header.number == 0) {
            revert SeqNotInBatch(seq, header.number);
        }
        uint256 count = uint256(header.lastSeq) - header.firstSeq + 1;
        bool stands = DenseTree.verifyAt(header.inputsRoot, leaf, seq - header.firstSeq, count, siblings);
        if (!stands) revert LeafNotInBatch(seq, header.number);
    }

    /// @dev A proof that finds nothing to take is not used up: it takes the next bond.
    function _mustSlash(uint64 seq) private {
        if (isSlashed[seq]) revert AlreadySlashed(seq);
        if (bondHeld == 0) revert NothingBonded();
        _slash(seq, msg.sender);
    }

    function _slash(uint64 seq, address reporter) private {
        uint64 taken = bondHeld;
        uint64 toReporter = uint64(uint256(taken) * REPORTER_PERCENT / 100);
        uint64 toVault = taken - toReporter;
        isSlashed[seq] = true;
        (bondHeld, withdrawableFrom) = (0, 0);
        credit[reporter] += toReporter;
        emit Slashed(seq, reporter, toReporter, toVault);
        token.safeTransfer(vault, toVault);
    }

    function _addKey(address key) private {
        if (key == address(0)) revert KeyMissing();
        isSequencer[key] = true;
        sequencer = key;
        emit KeyAdded(key);
    }

    function _take(uint64 amount) private {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert TokenDeliveredOther(received, amount);
    }
}
